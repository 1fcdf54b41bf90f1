# The same nginx with a configuration that only passes requests on, by connections that it keeps.
ARG NGINX_IMAGE=nginx:alpine
FROM ${NGINX_IMAGE}
COPY <<'NGINX_CONF' /etc/nginx/nginx.conf
worker_processes 2;
pid /tmp/nginx.pid;
events {
    worker_connections 1024;
}
http {
    access_log /dev/stdout;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    upstream backend {
        server backend:8000;
        keepalive 32;
    }
    server {
        listen 80;
        location / {
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }
    }
}
NGINX_CONF
USER 10101:10101
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
