"""Send one HTTP request and print the answer as JSON, whatever its status: METHOD URL [JSON BODY]."""

import json
import sys
import urllib.error
import urllib.request

method, url, *body = sys.argv[1:]
request = urllib.request.Request(url, method=method, headers={"Content-Type": "application/json"})
request.data = body[0].encode() if body else None
try:
    answer = urllib.request.urlopen(request, timeout=60)
except urllib.error.HTTPError as error:
    answer = error
with answer:
    print(json.dumps({"status": answer.status, "headers": answer.headers.items(), "body": answer.read().decode()}))
