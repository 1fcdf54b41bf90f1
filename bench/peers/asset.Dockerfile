# The same nginx with the same files, and a configuration that only sends what is precompressed.
ARG NGINX_IMAGE=nginx:alpine
FROM ${NGINX_IMAGE}
COPY --from=application /usr/share/nginx/html /usr/share/nginx/html
COPY <<'NGINX_CONF' /etc/nginx/nginx.conf
worker_processes 2;
pid /tmp/nginx.pid;
events {
    worker_connections 1024;
}
http {
    include mime.types;
    sendfile on;
    tcp_nopush on;
    access_log /dev/stdout;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    server {
        listen 80;
        root /usr/share/nginx/html;
        gzip_static on;
    }
}
NGINX_CONF
USER 10101:10101
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
