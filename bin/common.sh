# Shell code that the scripts in bin/ share; sourced, not run. They set `top`, the repository's root, first.
# shellcheck shell=sh disable=SC2154

# On Debian the administrator's tools (e2fsck, debugfs, losetup) are not in an ordinary user's PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() {
  echo "${0##*/}: $*" >&2
}

die() {
  say "$@"
  exit 1
}

# What is missing here, as names of Debian packages.
missing=''

need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing="$missing $2"
}

need_file() { # FILE PACKAGE
  [ -e "$1" ] || missing="$missing $2"
}

need_package() { # PACKAGE
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] || missing="$missing $1"
}

# What builds the guest init for amd64. Without it the build leaves that out.
need_guest_init_amd64() {
  need make make
  need gcc gcc
  need x86_64-linux-musl-gcc musl-dev
}

need_guest_init_arm64() {
  need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
  need aarch64-linux-musl-gcc musl-dev:arm64
}

# Installs what is missing; when that can't be done, says what to do.
install_needs() {
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || die "these Debian packages, or what is in them, are missing:$missing"
  # dpkg must know of an architecture before apt can look for its packages.
  case $missing in
    *:arm64*) foreign='dpkg --add-architecture arm64' ;;
    *) foreign= ;;
  esac
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=sudo
  else
    die "packages are missing; as root, run: ${foreign:+$foreign && }apt-get update && apt-get install -y --no-install-recommends$missing"
  fi
  say "installing$missing"
  # shellcheck disable=SC2086 # words on purpose
  {
    [ -z "$foreign" ] || $as_root $foreign
    $as_root apt-get -qq update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing
  } >&2 || die "could not install$missing"
  missing=''
}

is_jdk_25() { # DIR
  [ -x "$1/bin/jlink" ] && [ -x "$1/bin/javac" ] || return 1
  case $("$1/bin/javac" -version 2>/dev/null) in
    'javac 25' | 'javac 25'[.-]*) return 0 ;;
    *) return 1 ;;
  esac
}

# Exports JAVA_HOME, a JDK 25: the one it names already, else one under /usr/lib/jvm, else the one in PATH.
use_jdk_25() {
  on_path=$(command -v javac) && on_path=$(readlink -f -- "$on_path") && on_path=${on_path%/bin/javac}
  for dir in "${JAVA_HOME-}" /usr/lib/jvm/* "${on_path-}"; do
    if [ -n "$dir" ] && is_jdk_25 "$dir"; then
      JAVA_HOME=$dir
      export JAVA_HOME
      return
    fi
  done
  die "no JDK 25 found in \$JAVA_HOME, under /usr/lib/jvm, or in \$PATH; install one" \
    "(Debian 13: apt-get install openjdk-25-jdk-headless; any: https://adoptium.net) and set JAVA_HOME"
}

# Runs Maven on the JDK 25, in the repository's root.
maven() { # ARG ...
  use_jdk_25
  # Libraries inside Maven still use sun.misc.Unsafe; the warnings of Java 25 about it say nothing to anyone here.
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" \
    mvn --batch-mode --no-transfer-progress --file "$top/pom.xml" "$@"
}

# The launcher of the built runtime image.
# shellcheck disable=SC2034 # used by the scripts
launcher=$top/modules/image/target/microagent/bin/microagent

build_image() {
  maven --quiet --projects modules/image --also-make package -Dmaven.test.skip=true >&2
}

# The benchmarks, and their module path.
benchmarks_jar=$top/benchmarks/target/microagent-benchmarks-0.1.0.jar
# shellcheck disable=SC2034 # used by the scripts
benchmark_modules=$top/benchmarks/target/modules:$benchmarks_jar

build_benchmarks() {
  maven --quiet --projects benchmarks --also-make package -Dmaven.test.skip=true >&2
}
