# The name server and the search list of the container, which nginx does not read by itself.

# What the resolver of every other program reads: https://man7.org/linux/man-pages/man5/resolv.conf.5.html
function read_resolv_conf(   line, part, count, i) {
    ndots = 1
    while ((getline line < "/etc/resolv.conf") > 0) {
        count = split(line, part, " ")
        if (part[1] == "nameserver" && (is_ipv4(part[2]) || is_ipv6(part[2]))) {
            if (name_servers == "") ipv6_first = part[2] ~ /:/
            if (++servers <= 3) name_servers = name_servers (name_servers == "" ? "" : " ") (part[2] ~ /:/ ? "[" part[2] "]" : part[2])
        }
        if (part[1] == "search" || part[1] == "domain") {
            domains = 0
            for (i = 2; i <= count; i++) if (part[i] ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/) domain[++domains] = part[i]
        }
        for (i = 2; part[1] == "options" && i <= count; i++) if (part[i] ~ /^ndots:[0-9]+$/) ndots = substr(part[i], 7) + 0
    }
    if (name_servers == "") name_servers = "127.0.0.1"
    while ((getline line < "/etc/hosts") > 0) {
        sub(/#.*/, "", line)
        count = split(line, part, " ")
        for (i = 2; i <= count; i++) if (!(part[i] in hosts) && (is_ipv4(part[1]) || is_ipv6(part[1]))) hosts[part[i]] = part[1]
    }
}

# 1: the name is there, 0: it is not, 2: nobody answers.
function asked(name,   code) {
    code = system("if command -v getent > /dev/null; then timeout 1 getent ahosts " name ".; else timeout 1 nslookup " name ".; fi > /dev/null 2>&1")
    return code == 0 ? 1 : (code == 1 || code == 2 ? 0 : 2)
}

# nginx asks once for the address of a name server, and ends without the name of the variable where there is none.
function check_name_servers(   part, count, i) {
    count = given("RESOLVER") && ENVIRON["RESOLVER"] != "auto" ? split(ENVIRON["RESOLVER"], part, / /) : 0
    for (i = 1; i <= count; i++) {
        is_address(part[i])
        if (host ~ /^\[/ || is_ipv4(host) || host in hosts) continue
        if (system("if command -v getent > /dev/null; then timeout 5 getent ahosts " host "; else timeout 5 nslookup " host "; fi > /dev/null 2>&1"))
            stop("RESOLVER", "a name server whose address this container can find, or the address itself")
    }
}

# The full names that a name may stand for, as the search list says, in targets; one where it is known which.
function complete(name,   dots, i, count, found, text) {
    targets = 1
    target[1] = name
    if (name ~ /^\[/ || is_ipv4(name)) return
    if (name in hosts) {
        target[1] = hosts[name] ~ /:/ ? "[" hosts[name] "]" : hosts[name]
        return
    }
    if (name ~ /[.]$/) {
        target[1] = substr(name, 1, length(name) - 1)
        return
    }
    for (i = 1; i <= domains; i++) {
        text = "." domain[i]
        if (substr(name, length(name) - length(text) + 1) == text && length(name) > length(text)) return
    }
    if (domains == 0) return
    text = name
    dots = gsub(/[.]/, ".", text)
    count = 0
    if (dots >= ndots) target[++count] = name
    for (i = 1; i <= domains; i++) target[++count] = name "." domain[i]
    if (dots < ndots) target[++count] = name
    for (i = 1; i <= count; i++) {
        found = asked(target[i])
        if (found == 1) target[1] = target[i]
        if (found) break
    }
    # Not there yet: a short name will be in the first place, another one in any.
    targets = found == 1 || dots == 0 ? 1 : count
}
