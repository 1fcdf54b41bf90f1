"""Dockerfiles by chance, the same ones for the same seed: words, stages, sources and here-documents of every kind."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

FAILS_AT_ONCE = "http://127.0.0.1:1/"  # what a step adds from there ends the build before anything is run
PLATFORM_ARGS = (
    *("BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH"),
    *("TARGETVARIANT", "TARGETSTAGE", "TARGETOSVERSION"),
)
NAMES = ("A", "A", "A", "B", "B", "C_1", "R", "a", "HTTP_PROXY", "no_proxy")
VALUES = ("", "x", "a-b", "one.two", "a/b", "v1", "a-b-a-b", "x.y.z", "1", "a__b", "a/b/c", "abab", "Up", "é")
# None may stand for nothing at its beginning: BuildKit 0.13 ends with a panic on an empty pattern of # and %.
REPEATED = ("a.b.a.b", "a-b-a-b", "a/b/c/a", "abab", "a.b-c/a.b-c")
WILD = ("*-", "-*", "*/", "/*", "*.", ".*", "*b", "b*", "*a")
PATTERNS = (
    *(*WILD, *WILD, *WILD),
    *("a", "a*", "*", "?", "?b", "a?", "[a", "a+", "x$B", "\\*"),
)
TEXTS = ("", "y", "z-z", "a", "$B", "'$0'", "q\\/r", '"y"')
STAGES = ("one", "two", "Three", "FOUR", "context", "a-b", "s_1")


@dataclass
class Case:
    """One Dockerfile and the options of its build; the names of its images begin with `prefix`."""

    prefix: str
    text: str
    build_args: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, str] = field(default_factory=dict)
    target: str | None = None
    platform: str | None = None

    def __str__(self) -> str:
        """Show it as text."""
        options = {"build_args": self.build_args, "contexts": self.contexts}
        return f"{options}, target {self.target}, platform {self.platform}\n{self.text!r}\n{self.text}"


class Generator:
    """Makes cases, the same ones for the same seed but for the prefix of their images."""

    def __init__(self, seed: int) -> None:
        self.prefix = ""
        self.chance = random.Random(seed)
        self.escape = "\\"
        self.named: list[str] = []

    def case(self, prefix: str) -> Case:
        """Return the next case."""
        self.prefix = prefix
        chance = self.chance
        self.named = []
        self.escape = "`" if chance.random() < 0.15 else "\\"
        lines = [chance.choice(("# escape=`", "#ESCAPE = ` ", " # escape=`"))] if self.escape == "`" else []
        if chance.random() < 0.1:
            lines.append(chance.choice(("# comment", "#", "", "# FROM a", "# escape=x y")) if lines else "# comment")
        if chance.random() < 0.7:
            lines.append(f"ARG A={chance.choice(REPEATED)} B={chance.choice(REPEATED)}")
        lines += [self.argument() for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        for number in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5))):
            lines += self.stage(number)
        text = ("\r\n" if chance.random() < 0.07 else "\n").join(lines)
        given = {name: chance.choice(VALUES) for name in NAMES if chance.random() < 0.15}
        if chance.random() < 0.06:
            given[chance.choice(PLATFORM_ARGS)] = "given"
        target = chance.choice([*self.named * 4, "nowhere"]) if chance.random() < 0.4 else None
        if target and chance.random() < 0.3:
            target = target.swapcase()
        platform = chance.choice(("linux/amd64", "amd64", "linux/x86_64")) if chance.random() < 0.2 else None
        byte_order_mark = "\ufeff" if chance.random() < 0.04 else ""
        return Case(prefix, byte_order_mark + text, given, self.contexts(), target or None, platform)

    def contexts(self) -> dict[str, str]:
        chance = self.chance
        if chance.random() > 0.3:
            return {}
        names = [*(name.lower() for name in self.named), *(self.image() for _ in range(3))]
        kinds = (f"docker-image://{self.prefix}context", f"docker-image://docker.io/{self.prefix}/c:2", "FOLDER")
        return {chance.choice(names).partition("@")[0]: chance.choice(kinds) for _ in range(chance.choice((1, 1, 2)))}

    def image(self) -> str:
        """Return the reference of an image."""
        name = self.chance.choice((f"{self.prefix}a", f"{self.prefix}b", f"{self.prefix}/c", f"{self.prefix}a-b"))
        host = self.chance.choice(("", "", "", "", "docker.io/", "index.docker.io/", "localhost/", "localhost:5/"))
        return host + name + self.chance.choice(("", "", "", ":latest", ":1", ":one.two"))

    def quoted(self, text: str) -> str:
        kind = self.chance.random()
        if kind < 0.12:
            return f'"{text}"'
        if kind < 0.2:
            return f"'{text}'"
        if "$" in text:
            return text
        if kind < 0.26 and text:
            place = self.chance.randrange(len(text))
            return text[:place] + self.escape + text[place:]
        if kind < 0.3:
            place = self.chance.randint(0, len(text))
            return text[:place] + self.chance.choice(("''", '""')) + text[place:]
        return text

    def variable(self, depth: int = 0) -> str:
        """Return one variable, with or without a modifier."""
        chance = self.chance
        name = chance.choice(PLATFORM_ARGS) if chance.random() < 0.2 else chance.choice(NAMES)
        kind = chance.random()
        if kind < 0.2:
            return "$" + name
        if kind < 0.4:
            return "${" + name + "}"
        if kind < 0.6:
            return "${" + name + chance.choice((*(":-", "-", ":+", "+") * 4, ":?", "?")) + self.word(depth + 1) + "}"
        if kind < 0.85:
            return "${" + name + chance.choice(("#", "##", "%", "%%", "%")) + chance.choice(PATTERNS) + "}"
        if kind < 0.99:
            slash = chance.choice(("/", "//"))
            pattern = chance.choice(PATTERNS).replace("/", "\\/")
            return "${" + name + slash + pattern + "/" + chance.choice(TEXTS) + "}"
        return chance.choice(("${A", "${}", "${A^}", "${A:=b}", "$", "$$", "$1a", "${A!}", "${:-a}", "$-", "${1:-b}"))

    def word(self, depth: int = 0) -> str:
        """Return a part of a name: a text or a variable, maybe both."""
        chance = self.chance
        parts = [
            self.variable(depth) if chance.random() < (0.45 if depth < 3 else 0) else chance.choice(VALUES[:11])
            for _ in range(chance.choice((1, 1, 1, 2)))
        ]
        return self.quoted("".join(parts))

    def argument(self) -> str:
        """Return an ARG with one declaration or several."""
        declarations = []
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            names = PLATFORM_ARGS if self.chance.random() < 0.08 else NAMES
            declaration = self.chance.choice(names)
            if self.chance.random() < 0.8:
                image = self.chance.random() < 0.2
                declaration += "=" + (self.quoted(self.image()) if image else self.word())
            declarations.append(declaration)
        return self.broken(self.keyword("ARG") + " " + " ".join(declarations))

    def broken(self, line: str) -> str:
        """Return the line, sometimes broken at one blank, with comments and empty lines between."""
        if self.chance.random() > 0.12 or " " not in line.strip():
            return line
        first, _blank, rest = line.partition(" ")
        between = self.chance.choice(
            ("", "", "# FROM comment\n", "\n", "  # comment \\\n", "\\\n".replace("\\", self.escape))
        )
        blanks = self.chance.choice(("", "", " ", "\t"))
        return f"{first} {self.escape}{blanks}\n{between}{rest}"

    def keyword(self, word: str) -> str:
        return word if self.chance.random() < 0.85 else self.chance.choice((word.lower(), word.title()))

    def base(self) -> str:
        """Return the word of a FROM."""
        chance = self.chance
        kind = chance.random()
        if self.named and kind < 0.25:
            name = chance.choice(self.named)
            return name if chance.random() < 0.05 else self.quoted(name.lower())
        if kind < 0.33:
            return chance.choice(("scratch",) * 9 + ('"scratch"', "SCRATCH"))
        if kind < 0.5:
            return self.quoted(self.image())
        if kind < 0.62:
            return chance.choice(("$A", *("${" + name + ":-" + self.quoted(self.image()) + "}" for name in NAMES)))
        return (
            chance.choice((f"{self.prefix}q", f"{self.prefix}/q", f"{self.prefix}q:t", f"{self.prefix}")) + self.word()
        )

    def stage(self, number: int) -> list[str]:
        """Return the lines of one stage. Its mark shows in the names of its steps."""
        chance = self.chance
        flag = name = ""
        if chance.random() < 0.2:
            value = chance.choice(
                ("$BUILDPLATFORM", "${TARGETPLATFORM}", "$TARGETOS/$TARGETARCH", "linux/amd64", "'linux/amd64'")
            )
            flag = f"--platform={value} "
        line = f"{self.keyword('FROM')} {flag}{self.base()}"
        if chance.random() < 0.7:
            # Each name once, no later stage as a source: BuildKit 0.13 does not see every circle, and dies of it.
            name = chance.choice([name for name in STAGES if name not in self.named])
            line += f" {self.keyword('AS')} {name}"
        lines = [self.broken(line), f"ADD {FAILS_AT_ONCE}{self.prefix} /", f"WORKDIR /mark-{number}"]
        lines += [self.step(number) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        self.named += [name] if name else []
        return lines

    def source(self, number: int) -> str:
        """Return what a stage may copy from or mount: a name, a number or an image."""
        chance = self.chance
        kind = chance.random()
        earlier = self.named[:]
        if earlier and kind < 0.5:
            name = chance.choice(earlier)
            return chance.choice((name, name.lower(), name.upper()))
        if number and kind < 0.7:
            return str(chance.choice((*range(number), "+0", "00"))) if kind < 0.69 else "-1"
        return "scratch" if kind < 0.74 else chance.choice(("$A", "nowhere/$")) if kind < 0.745 else self.image()

    def step(self, number: int) -> str:
        """Return one instruction that may read another stage, or a text that only looks like it."""
        chance = self.chance
        kind = chance.random()
        if kind < 0.4:
            value = self.source(number)
            flag = chance.choice((f"--from={value}", f'--from="{value}"', f"--fr'om'={value}"))
            flags = chance.sample([flag, "--chown=1:1", "--link"], chance.choice((1, 2, 3)))
            if flag not in flags:
                flags.append(flag)
            return self.broken(f"{self.keyword('COPY')} {' '.join(flags)} /mark* /c{number}/")
        if kind < 0.65:
            return self.broken(f"{self.keyword('RUN')} {self.mounts(number)} true")
        return chance.choice(
            (
                "ARG A=other", "ENV B=other", "LABEL --from=a", "RUN echo --mount=from=nowhere,target=/x",
                "COPY <<EOF /h\nFROM nowhere\nEOF", "RUN <<'E F'\nFROM nowhere\nE F", 'RUN cat 3<<-"X"\nFROM x\n\tX',
                "COPY <<A <<B /h/\nFROM nowhere\nA\nCOPY --from=nowhere a b\nB", "RUN echo $((1<<2))",
                "RUN echo \"it's\"",
                "RUN echo it's <<EOF", 'COPY ["<<EOF", "/"]', "RUN echo '<<X' \"<<Y\"", "RUN cat <<<x", "CMD cat <<EOF",
                f"ONBUILD COPY --from={self.source(number)} /mark* /o/", "ONBUILD RUN <<EOF\nFROM nowhere\nEOF",
                "RUN echo ${x^^} <<EOF", "RUN echo ${x:-<<EOF}",  "RUN --network=none true",
                "USER a # FROM b", "RUN [\"true\"]", f"RUN x {self.escape}\n# FROM nowhere\n\n  FROM nowhere",
                f"RUN x {self.escape}{self.escape}", "RUN cat <<E$A\nFROM nowhere\nE$A", "RUN cat <<\"\"E\nFROM x\nE",
            )
        )  # fmt: skip

    def mounts(self, stage: int) -> str:
        """Return one or two mounts, `from` in any place, some in quotes."""
        chance = self.chance
        flags = []
        for number in range(chance.choice((1, 1, 1, 2))):
            options = [f"target=/m{number}"]
            options += [f"from={self.source(stage)}"] if chance.random() < 0.85 else []
            options += [f"type={chance.choice(('bind', 'bind', 'BIND', 'cache', 'cache', 'tmpfs', 'tmpfs', 'ssh'))}"]
            options += chance.sample(["source=/", "ro"], chance.choice((0, 0, 1)))
            chance.shuffle(options)
            if chance.random() < 0.15:
                options = [option.replace("from=", "FROM=") for option in options]
            if chance.random() < 0.15 and self.escape == "\\":
                options = [f'\\"{option}\\"' for option in options]
            value = ",".join(options)
            flags.append(f"--mount={value}" if chance.random() < 0.8 else f"--mount='{value}'")
        return " ".join(flags)
