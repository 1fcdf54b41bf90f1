# What the environment of the container says: each variable is checked, and a wrong one ends the program with one message.
# Written for mawk, which has no {n,m}, and for the awk of BusyBox, to which a backslash in brackets is one, and a variable a text.

function say(text) {
    if (!failed) print text | "cat >&2"
    close("cat >&2")
    failed = 1
    exit 1
}

# No password of an URL, no line break and no page of text gets into the log.
function stop(name, expected,   found, begin) {
    found = ENVIRON[name]
    gsub(/\n/, "\\n", found)
    gsub(/[^ -~]/, "?", found)
    if (match(found, /^.*@/)) {
        begin = index(substr(found, 1, RLENGTH), "://")
        found = substr(found, 1, begin ? begin + 2 : 0) "***" substr(found, RLENGTH)
    }
    if (length(found) > 200) found = substr(found, 1, 200) "..."
    say(name ": found \047" found "\047, expected " expected)
}

# An empty one is as none, since Compose passes on ${NAME:-}.
function given(name) {
    if (ENVIRON[name] ~ /[^ -~]|^ | $/) stop(name, "one line without control characters, and without blanks at its ends")
    return ENVIRON[name] != ""
}

function is_ipv4(text,   part, i) {
    if (split(text, part, ".") != 4) return 0
    for (i = 1; i <= 4; i++) if (part[i] !~ /^(0|[1-9][0-9]?[0-9]?)$/ || part[i] + 0 > 255) return 0
    return 1
}

function is_ipv6(text,   part, count, gap, filled, i) {
    if (text !~ /^[0-9A-Fa-f:.]+$/ || text ~ /:::/ || text ~ /^:[^:]/ || text ~ /[^:]:$/) return 0
    if (text ~ /[.]/) {
        count = split(text, part, ":")
        if (!is_ipv4(part[count])) return 0
        text = substr(text, 1, length(text) - length(part[count])) "0:0"
    }
    gap = index(text, "::")
    if (gap && index(substr(text, gap + 1), "::")) return 0
    count = split(text, part, ":")
    for (i = 1; i <= count; i++) {
        if (length(part[i]) > 4) return 0
        if (part[i] != "") filled++
    }
    return gap ? filled < 8 : filled == 8
}

function is_network(text,   part, count) {
    count = split(text, part, "/")
    if (count == 2 && (part[2] !~ /^[1-9][0-9]?[0-9]?$/ || part[2] + 0 > (part[1] ~ /:/ ? 128 : 32))) return 0
    return count <= 2 && (is_ipv4(part[1]) || is_ipv6(part[1]))
}

function is_port(text) {
    return text ~ /^[1-9][0-9]?[0-9]?[0-9]?[0-9]?$/ && text + 0 <= 65535
}

# A host, which a port may follow; sets host and port.
function is_address(text) {
    host = text
    port = ""
    if (match(text, /:[0-9]+$/) && (text ~ /^\[/ ? text !~ /\]$/ : text !~ /:.*:/)) {
        host = substr(text, 1, RSTART - 1)
        port = substr(text, RSTART + 1)
        if (!is_port(port)) return 0
    }
    if (length(host) > 253) return 0
    if (host ~ /^\[.*\]$/) return is_ipv6(substr(host, 2, length(host) - 2))
    if (host ~ /^[0-9.]+$/) return is_ipv4(host)
    return host ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/ && host !~ /[.-][.-]*[.]|[.]-/
}

function read_backend(   url) {
    url = ENVIRON["BACKEND_URL"]
    if (url !~ /^https?:\/\// || !is_address(substr(url, index(url, "//") + 2)))
        stop("BACKEND_URL", "scheme, host and port alone, without a path, such as http://backend:8000")
    scheme = url ~ /^https/ ? "https" : "http"
    backend_host = host
    backend_port = port != "" ? port : (scheme == "https" ? 443 : 80)
}

function read_networks(   count, i) {
    count = split(ENVIRON["TRUSTED_PROXIES"], networks, /[ ,]+/)
    for (i = 1; i <= count; i++) if (!is_network(networks[i]))
        stop("TRUSTED_PROXIES", "addresses or networks with commas between, such as 10.0.0.0/8,2001:db8::/32, and not all of them")
    return count
}

function read_sources(name,   directive, source, count, i) {
    directive = tolower(substr(name, 5))
    gsub(/_/, "-", directive)
    if (index(" base-uri child-src connect-src default-src font-src form-action frame-ancestors frame-src img-src manifest-src" \
              " media-src object-src script-src script-src-attr script-src-elem style-src style-src-attr style-src-elem" \
              " worker-src ", " " directive " ") == 0) stop(name, "no such variable; CSP_ is followed by a directive with a list of sources, such as CSP_CONNECT_SRC")
    count = split(ENVIRON[name], source, " ")
    for (i = 1; i <= count; i++)
        if (source[i] !~ "^(\047[A-Za-z0-9+/=_-]+\047|[A-Za-z0-9:/._*%?=&+~@!-]+)$" || source[i] == "\047none\047" || \
            source[i] ~ /^(none|self|unsafe-inline|unsafe-eval|unsafe-hashes|strict-dynamic|wasm-unsafe-eval|report-sample)$/)
            stop(name, "sources with blanks between, keywords in single quotes, such as https://api.example \047self\047")
        else if (directive !~ /^(default|script|style)-src/ && tolower(source[i]) ~ /^\047(unsafe-|strict-|wasm-|nonce-|sha)/)
            stop(name, "sources: " source[i] " has an effect on scripts and styles only")
    policy[directive] = ENVIRON[name]
    variable_of[directive] = name
}

function read_environment(   name, i, part, count) {
    if (given("BACKEND_URL")) read_backend()
    if (given("TRUSTED_PROXIES")) trusted = read_networks()
    if (given("RESOLVER")) {
        count = split(ENVIRON["RESOLVER"], part, / /)
        for (i = 1; i <= count; i++) if (!is_address(part[i]))
            stop("RESOLVER", "addresses of name servers with blanks between, IPv6 in brackets, such as 10.96.0.10 or [fd00::a]:53")
    }
    for (name in ENVIRON) if (name ~ /^CSP_/ && name !~ /_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_.*)$/ && given(name)) read_sources(name)
    if (given("CLIENT_MAX_BODY_SIZE") && ENVIRON["CLIENT_MAX_BODY_SIZE"] !~ /^[0-9]+[kKmMgG]?$/ || bytes(ENVIRON["CLIENT_MAX_BODY_SIZE"]) >= 9223372036854775808)
        stop("CLIENT_MAX_BODY_SIZE", "a size in bytes, k, m or g, such as 1m, below 8589934592g; 0 is any")
    if (given("RATE_LIMIT") && ENVIRON["RATE_LIMIT"] !~ /^(off|[1-9][0-9]*r\/[sm])$/ || length(ENVIRON["RATE_LIMIT"]) > 12)
        stop("RATE_LIMIT", "requests per second or minute, such as 20r/s, or off")
    check_number("RATE_LIMIT_BURST", 1, "a number of requests from 1 on")
    check_number("HSTS_MAX_AGE", 0, "a number of seconds, 0 for never")
    check_switch("HSTS_INCLUDE_SUBDOMAINS")
    check_switch("HSTS_PRELOAD")
}

function check_number(name, least, expected) {
    if (given(name) && (ENVIRON[name] !~ /^(0|[1-9][0-9]*)$/ || ENVIRON[name] + 0 < least || ENVIRON[name] + 0 > 2147483647))
        stop(name, expected " to 2147483647")
}

function check_switch(name) {
    if (given(name) && ENVIRON[name] !~ /^(true|false)$/) stop(name, "true or false")
}
