# Sourced by the project's scripts: finds or installs what the build itself needs.

# Installs Debian packages as root, or prints the command that does and fails. One that cannot be had
# fails the call, but not the others. Their services are not started.
install_debian() {
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing $*" >&2
    apt-get update -qq >&2
    local package status=0
    for package in "$@"; do
      without_services env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$package" >&2 || status=1
    done
    return "$status"
  else
    echo "missing: $*. Install with: sudo apt-get install --no-install-recommends $*" >&2
    return 1
  fi
}

# Runs a command while Debian's policy for services says no; a policy that is there stays as it is.
without_services() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
)

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
