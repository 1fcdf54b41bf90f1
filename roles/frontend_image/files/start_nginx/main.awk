# Reads nginx.conf, prints it for this container, and copies the main file, which includes it.

BEGIN {
    read_environment()
    if (failed) exit 1
    read_resolv_conf()
    check_name_servers()
    if (failed) exit 1
    backend_header = "$upstream_http_strict_transport_security"
    # In one order, whichever one awk has.
    for (name in policy) {
        for (i = ++directives; i > 1 && order[i - 1] > name; i--) order[i] = order[i - 1]
        order[i] = name
    }
}

{
    mark = ""
    if (match($0, / # [A-Z_]+( (or|in|by) [^ ]+)?$/)) {
        split(substr($0, RSTART + 3), marks, " ")
        mark = marks[1]
        if (mark ~ /^HSTS/) seen["HSTS_MAX_AGE"] = seen["HSTS_INCLUDE_SUBDOMAINS"] = seen["HSTS_PRELOAD"] = 1
        if (mark == "RATE_LIMIT") seen["RATE_LIMIT_BURST"] = 1
        if (mark != "CSP") seen[mark] = 1
    }
    if ($0 ~ /^ *server [^ ]+ resolve / || $0 ~ /^ *set \$backend[_0-9]* http/) server_line($0, mark == "BACKEND_URL")
    else if (mark == "RESOLVER") resolver_line($0, marks[2] == "or")
    else if (mark == "BACKEND_URL" && given(mark)) backend_line($0)
    else if (mark == "TRUSTED_PROXIES" && given(mark)) proxies_line($0)
    else if (mark == "CLIENT_MAX_BODY_SIZE" && given(mark)) size_line($0)
    else if (mark == "RATE_LIMIT") rate_line($0)
    else if (mark == "CSP" && directives) print add_sources()
    else if (mark == "HSTS_MAX_AGE") hsts_line($0)
    else if (mark ~ /^HSTS/) flag_line(mark, $0)
    else print
}

END {
    if (failed) exit 1
    check_preload()
    count = split("BACKEND_URL RESOLVER TRUSTED_PROXIES CLIENT_MAX_BODY_SIZE RATE_LIMIT RATE_LIMIT_BURST HSTS_MAX_AGE HSTS_INCLUDE_SUBDOMAINS HSTS_PRELOAD", names, " ")
    for (i = 1; i <= directives; i++) names[++count] = variable_of[order[i]]
    for (i = 1; i <= count; i++) if (given(names[i]) && !(names[i] in seen))
        stop(names[i], "it unset: nothing in " FILENAME " is set by it, see roles/nginx_conf/README.md")
    if (failed) exit 1
    while ((getline line < "/etc/nginx/nginx.conf") > 0) {
        sub(/\/etc\/nginx\/conf\.d\/default\.conf/, "/tmp/nginx/default.conf", line)
        print line > "/tmp/nginx/nginx.conf"
    }
    # A file of somebody else lies over that of the image.
    while ((getline line < "/proc/self/mountinfo") > 0) if (line ~ /^[^ ]+ [^ ]+ [^ ]+ [^ ]+ \/etc\/nginx/) exit 3
}
