# Sourced, not run: sets JAVA_HOME to a JDK 25 or newer, or says in one line that there is none and exits 2.
# Order: JAVA_HOME, the one on PATH, then the lowest suitable JDK in the usual install folders.
# Who set $jar to one that is built has nothing to compile: a JRE suffices then, such as a container has.
java_tool=javac
[ ! -e "${jar:-}" ] || java_tool=java

# From the release file, which every JDK has; asking the tool itself takes half a second for each candidate.
jdk_major() {
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
  else
    # "javac 25.0.3", or of java: openjdk version "25.0.3".
    "$1/bin/$java_tool" -version 2>&1 | sed -n '1s/^[a-z]*\( version\)* "*\([0-9][0-9]*\).*/\2/p'
  fi
}

# The name of the cache for the jar $1: it fits one build of java only. Needs JAVA_HOME, which stands when this file is through.
aot_cache() {
  build=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" 2>/dev/null) || build=
  printf '%s\n' "${1%.jar}-$build.aot"
}

jdk_suits() {
  [ -x "$1/bin/$java_tool" ] || return 1
  major=$(jdk_major "$1")
  [ -n "$major" ] && [ "$major" -ge 25 ]
}

# The JDK that the tool $1 on PATH belongs to.
jdk_of_path() {
  binary=$(command -v "$1") || return 1
  # Follow the links that install folders are full of: .../bin/javac -> the JDK's own bin.
  while [ -L "$binary" ]; do
    target=$(readlink "$binary")
    case $target in
      /*) binary=$target ;;
      *) binary=$(dirname "$binary")/$target ;;
    esac
  done
  dirname "$(dirname "$binary")"
}

jdk_lowest_installed() {
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    jdk_suits "$candidate" && printf '%s %s\n' "$major" "$candidate"
  done | sort -n | sed -n '1s/^[0-9]* //p'
}

if [ -z "${JAVA_HOME:-}" ] || ! jdk_suits "$JAVA_HOME"; then
  # The java on PATH may be older than the javac there.
  for tool in "$java_tool" javac; do
    found=$(jdk_of_path "$tool") || found=
    [ -z "$found" ] || ! jdk_suits "$found" || break
  done
  if [ -z "$found" ] || ! jdk_suits "$found"; then
    found=$(jdk_lowest_installed)
  fi
  if [ -z "$found" ]; then
    echo "catwalk: no JDK 25 or newer found (looked at JAVA_HOME, PATH and the usual install folders); install one or set JAVA_HOME" >&2
    exit 2
  fi
  JAVA_HOME=$found
fi
export JAVA_HOME
