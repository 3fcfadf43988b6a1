# Sourced by the project's scripts: finds or installs what the build itself needs.

# Installs Debian packages as root, or prints the command that does and fails.
install_debian() {
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing $*" >&2
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
  else
    echo "missing: $*. Install with: sudo apt-get install $*" >&2
    return 1
  fi
}

has_java_17() {
  command -v javac >/dev/null || return 1
  local version
  version=$(javac -version 2>&1)
  version=${version#javac }
  [ "${version%%.*}" -ge 17 ] 2>/dev/null
}

# Makes sure of a JDK 17 or later and Maven; ends the script where they cannot be had.
require_java_and_maven() {
  local missing=()
  has_java_17 || missing+=(default-jdk-headless)
  command -v mvn >/dev/null || missing+=(maven)
  [ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}" || exit 1
}
