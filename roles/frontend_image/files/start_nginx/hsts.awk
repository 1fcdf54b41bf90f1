# Strict-Transport-Security of the container's environment, as plugins/plugin_utils/_strict_transport.py writes it.

# A regular expression for the digits of a number and of all that are greater.
function at_least(number,   count, text, i, digit, rest) {
    count = length(number)
    text = "[1-9][0-9]{" count ",}|" number
    for (i = 1; i <= count; i++) {
        digit = substr(number, i, 1)
        rest = count - i
        if (digit != 9) text = text "|" substr(number, 1, i - 1) "[" digit + 1 "-9]" (rest ? "[0-9]{" rest "}" : "")
    }
    return text
}

function hsts_seconds(own) {
    return given("HSTS_MAX_AGE") ? ENVIRON["HSTS_MAX_AGE"] : own
}

function hsts_line(text,   value) {
    if (text ~ /^ *default "[0-9]+"/) {
        seconds = hsts_seconds(substr(text, index(text, "\"") + 1) + 0)
        of_backend = 1
        text = replaced(text, "default \"", "\";", seconds)
    } else if (text ~ /^ *"~/) text = replaced(text, "(?<hsts_asked>", ")(?![0-9])", at_least(seconds))
    else if (text ~ /^ *"https"/) {
        if (of_backend) value = "max-age=$hsts_seconds$hsts_subdomains$hsts_preload"
        else value = alone(text)
        text = replaced(text, "\"https\" \"", "\";", seconds + 0 ? value : (of_backend ? backend_header : ""))
    } else if (of_backend) text = replaced(text, "default \"", "\";", seconds + 0 ? "" : backend_header)
    print text
}

# Without a backend one line has all of it.
function alone(text) {
    seconds = hsts_seconds(match(text, /max-age=[0-9]+/) ? substr(text, RSTART + 8) + 0 : 0)
    if (given("HSTS_INCLUDE_SUBDOMAINS") ? ENVIRON["HSTS_INCLUDE_SUBDOMAINS"] == "true" : text ~ /includeSubDomains/) subdomains = "; includeSubDomains"
    if (given("HSTS_PRELOAD") ? ENVIRON["HSTS_PRELOAD"] == "true" : text ~ /preload/) preload = "; preload"
    return "max-age=" seconds subdomains preload
}

function flag_line(name, text) {
    if (text ~ /^ *default/) {
        if (given(name)) text = replaced(text, "default \"", "\";", ENVIRON[name] == "true" ? (name ~ /PRELOAD/ ? "; preload" : "; includeSubDomains") : "")
        if (text !~ /default ""/) {
            if (name ~ /PRELOAD/) preload = 1
            else subdomains = 1
        }
    }
    print text
}

# https://hstspreload.org
function check_preload() {
    if (given("HSTS_PRELOAD") && preload && (seconds + 0 < 31536000 || !subdomains))
        stop("HSTS_PRELOAD", "HSTS_INCLUDE_SUBDOMAINS true and HSTS_MAX_AGE of 31536000 or more beside it, without which browsers refuse it")
}
