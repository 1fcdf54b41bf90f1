import boto3
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/link")
def link() -> str:
    client = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none")
    return client.generate_presigned_url("get_object", Params={"Bucket": "goods", "Key": "list"})
