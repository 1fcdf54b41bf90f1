# nginx.conf with the lines changed that end with the name of a variable, such as: client_max_body_size 1m; # CLIENT_MAX_BODY_SIZE

function escaped(text) {
    gsub(/[].[-]/, "\\\\&", text)
    return text
}

# The text with what is between the first `before` and the next `after` replaced.
function replaced(text, before, after, value,   begin, rest) {
    begin = index(text, before)
    if (!begin) return text
    rest = substr(text, begin + length(before))
    return substr(text, 1, begin + length(before) - 1) value substr(rest, index(rest, after))
}

# The line as one that nginx reads, or as a comment.
function switched(text, on,   indent) {
    indent = substr(text, 1, match(text, /[^ ]/) - 1)
    text = substr(text, length(indent) + 1)
    sub(/^# /, "", text)
    return indent (on ? "" : "# ") text
}

# Servers of an upstream, or the variable of an nginx that cannot resolve those again. Names are completed in each of them.
function server_line(text, set_by_url,   word, old, i, from_url) {
    split(text, word, " ")
    from_url = set_by_url && given("BACKEND_URL")
    old = word[1] == "set" ? substr(word[3], index(word[3], "//") + 2) : word[2]
    sub(/;$/, "", old)
    is_address(old)
    if (set_by_url) {
        old_pattern = escaped(host) "(?::" port ")?"
        if (from_url) {
            host = backend_host
            port = backend_port
        }
        new_pattern = escaped(host) "(?::" port ")?"
    }
    complete(host)
    if (word[1] == "set") {
        if (from_url) sub(/ https?:/, " " scheme ":", text)
        print replaced(text, "//", ";", target[1] ":" port)
        return
    }
    for (i = 1; i <= targets; i++) print replaced(text, "server ", " resolve", target[i] ":" port)
}

function backend_line(text,   begin) {
    if (text ~ /^ *(# )?proxy_ssl_/) {
        text = switched(text, scheme == "https")
        if (text !~ / by name$/) text = replaced(text, "proxy_ssl_name ", ";", backend_host)
    } else if (text ~ /^ *proxy_pass/) sub(/https?:/, scheme ":", text)
    else {
        begin = index(text, old_pattern)
        text = substr(text, 1, begin - 1) new_pattern substr(text, begin + length(old_pattern))
    }
    print text
}

function resolver_line(text, automatic) {
    if (given("RESOLVER") && ENVIRON["RESOLVER"] != "auto") text = replaced(text, "resolver ", " valid=", ENVIRON["RESOLVER"])
    else if (automatic || given("RESOLVER")) {
        text = replaced(text, "resolver ", " valid=", name_servers)
        # Where the name server has an IPv6 address, the backend may have no other.
        if (ipv6_first) sub(/ ipv6=off/, "", text)
    }
    print text
}

function proxies_line(text,   indent, i) {
    if (text ~ / 1; # /  || text ~ /^ *set_real_ip_from /) return
    print text
    indent = substr(text, 1, match(text, /[^ ]/) - 1)
    for (i = 1; i <= trusted; i++)
        print indent (text ~ / default 0;/ ? networks[i] " 1;" : "set_real_ip_from " networks[i] ";") " # TRUSTED_PROXIES"
}

function bytes(size,   unit) {
    unit = tolower(substr(size, length(size)))
    return (size + 0) * (unit == "k" ? 1024 : unit == "m" ? 1048576 : unit == "g" ? 1073741824 : 1)
}

# As many bodies as fit into the space that the line names at its end; none where the largest does not.
function size_line(text,   size, count) {
    size = ENVIRON["CLIENT_MAX_BODY_SIZE"]
    if (text ~ /^ *client_max/) text = replaced(text, "client_max_body_size ", ";", size)
    else {
        count = bytes(size) ? int(bytes(substr(text, match(text, / in [0-9]/) + 4)) / (bytes(size) > 16384 ? bytes(size) : 16384)) : 0
        if (count) text = replaced(text, "bodies_in_files ", ";", count)
        else sub(/limit_conn [^;]*/, "proxy_request_buffering off", text)
    }
    print text
}

function rate_line(text) {
    if (given("RATE_LIMIT")) {
        text = switched(text, ENVIRON["RATE_LIMIT"] != "off")
        text = replaced(text, " rate=", ";", ENVIRON["RATE_LIMIT"] == "off" ? "20r/s" : ENVIRON["RATE_LIMIT"])
    }
    if (given("RATE_LIMIT_BURST")) text = replaced(text, " burst=", " ", ENVIRON["RATE_LIMIT_BURST"])
    print text
}

function add_sources(   begin, end, text, own, count, directive, part, i, name, inline, longest) {
    begin = index($0, "\"")
    end = begin + index(substr($0, begin + 1), "\"")
    text = substr($0, begin + 1, end - begin - 1)
    if (match(text, /\$(header_)?content_security_policy[a-z_]*$/)) {
        own = substr(text, RSTART)
        text = substr(text, 1, RSTART - 1)
    }
    if (text == "") return $0
    split("", used)
    count = split(text, part, "; ")
    for (i = 1; i <= count; i++) {
        name = part[i]
        sub(/[ $].*/, "", name)
        if (!(name in policy)) continue
        if (tolower(policy[name]) ~ /\047unsafe-inline\047/ && part[i] ~ /\047(sha|nonce-|strict-dynamic)|\$inline/)
            stop(variable_of[name], "no unsafe-inline: the policy of the image has hashes for " name ", for which browsers ignore it")
        sub(/ \047none\047/, "", part[i])
        # After the sources stands what nginx knows of the page.
        inline = match(part[i], /\$inline_[a-z]+$/) ? substr(part[i], RSTART) : ""
        part[i] = substr(part[i], 1, length(part[i]) - length(inline)) " " policy[name] inline
        used[name] = 1
    }
    for (i = 1; i <= directives; i++) if (!(order[i] in used)) {
        inline = text ~ /\$inline_/ && order[i] ~ /^(script|style)-src/ ? "$inline_" substr(order[i], 1, index(order[i], "-") - 1) "s" : ""
        part[++count] = order[i] " " policy[order[i]] inline
    }
    text = part[1]
    for (i = 2; i <= count; i++) text = text "; " part[i]
    for (name in policy) {
        seen[variable_of[name]] = 1
        if (longest == "" || length(policy[name]) > length(policy[longest])) longest = name
    }
    if (length(text own) > 4080) stop(variable_of[longest], "fewer sources: the header would be longer than the 4 kB that nginx reads at once")
    return substr($0, 1, begin) text own substr($0, end)
}
