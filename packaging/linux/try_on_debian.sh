#!/usr/bin/env bash
# Installs the package and the archive on a clean Debian 12 that has neither Python nor time zones, runs self-test and
# demo there as an ordinary user (without a screen, on one, and with a keychain), and removes them again.
# Needs root, mmdebstrap, Xvfb and the network. Pictures of the demo are left beside what was tried.
#   bash packaging/linux/try_on_debian.sh [DIST]
set -euo pipefail
dist=$(realpath "${1:-dist}")
root=$(mktemp -d /var/tmp/flipconsole-debian.XXXXXX)
chmod 755 "$root"
screen=
clean_up() {
    [ -z "$screen" ] || kill "$screen" || true
    umount -q "$root/proc" "$root/tmp/.X11-unix" || true
    rm -rf --one-file-system "$root"
}
trap clean_up EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

mmdebstrap --quiet --variant=apt --include=apt bookworm "$root"
mount -t proc none "$root/proc"
mkdir "$root/dist"
cp "$dist"/*.deb "$dist"/*.tar.xz "$root/dist/"
package=$(cd "$root" && echo dist/*.deb)
archive=$(cd "$root" && echo dist/*.tar.xz)
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/ana DEBIAN_FRONTEND=noninteractive "$@"; }
as_ana() { chroot --userspec=ana:ana "$root" /usr/bin/env -i PATH= HOME=/home/ana "$@"; }
install() { inside apt-get install -qq -y --no-install-recommends "$@" > /dev/null; }
has_no_python() { inside sh -c '! command -v python3' || fail "there is a Python"; }

has_no_python
rm -rf "$root/usr/share/zoneinfo"
cp /etc/resolv.conf "$root/etc/"
inside apt-get update -qq
inside useradd --create-home ana

echo "--- the package"
install "/$package"
has_no_python
as_ana /usr/bin/flipconsole --version
as_ana /usr/bin/flipconsole selftest
as_ana /usr/bin/flipconsole demo --picture /home/ana/package.png
test -s "$root/usr/share/applications/flipconsole.desktop"
test -s "$root/usr/share/icons/hicolor/scalable/apps/flipconsole.svg"

echo "--- on a screen"
mkdir -p "$root/tmp/.X11-unix" /tmp/.X11-unix
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3> "$root/display" 2> /dev/null &
screen=$!
until [ -s "$root/display" ]; do sleep 0.1; done
as_ana DISPLAY=":$(cat "$root/display")" /usr/bin/flipconsole selftest > "$root/report"
grep -q xcb "$root/report" || { cat "$root/report"; fail "it did not draw on the screen"; }
grep screen "$root/report"

echo "--- with a keychain"
install gnome-keyring dbus dbus-daemon
has_no_python
cat > "$root/home/ana/with_keychain" <<'END'
echo -n "a password" | /usr/bin/gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
exec /usr/bin/flipconsole selftest
END
inside chown ana:ana /home/ana/with_keychain
as_ana PATH=/usr/bin:/bin /usr/bin/dbus-run-session -- /bin/sh /home/ana/with_keychain > "$root/report"
grep -q "a probe was kept, read back and removed" "$root/report" || { cat "$root/report"; fail "no secret was kept"; }
grep Keychain "$root/report"
rm "$root/home/ana/with_keychain"

echo "--- the archive"
tar -xf "$root/$archive" -C "$root/home/ana"  # the bare system has no xz
as_ana /home/ana/flipconsole/flipconsole selftest
as_ana /home/ana/flipconsole/flipconsole demo --picture /home/ana/archive.png
cp "$root"/home/ana/*.png "$dist"

echo "--- removed"
inside apt-get purge -qq -y flipconsole > /dev/null
inside sh -c 'dpkg -L flipconsole 2> /dev/null' && fail "the package is still known"
inside sh -c 'find / -xdev -path /home -prune -o -path /proc -prune -o -name "*flipconsole*" -print \
    | grep -v -e ^/dist -e ^/var/lib/apt -e ^/var/log' && fail "something was left behind"
test -d "$root/home/ana/.local/share/flipconsole"
rm -r "$root/home/ana/flipconsole" "$root/home/ana/.local/share/flipconsole"
left=$(find "$root/home/ana" -type f -name '*flip*')
[ -z "$left" ] || fail "the person's home still has: $left"
echo "All done: nothing is left but what belongs to the person."
