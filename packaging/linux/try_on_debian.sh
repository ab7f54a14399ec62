#!/usr/bin/env bash
# Installs the package and the archive on a clean Debian 12 that has no Python, runs the self-test and the demo there,
# and removes them again. Needs root, mmdebstrap and the network.
#   bash packaging/linux/try_on_debian.sh [DIST]
set -euo pipefail
dist=$(realpath "${1:-dist}")
root=$(mktemp -d /var/tmp/flipconsole-debian.XXXXXX)
chmod 755 "$root"
trap 'umount -q "$root/proc" || true; rm -rf --one-file-system "$root"' EXIT

mmdebstrap --quiet --variant=apt --include=apt bookworm "$root"
mount -t proc none "$root/proc"
mkdir "$root/dist"
cp "$dist"/*.deb "$root/dist/"
cp "$dist"/*.tar.xz "$root/dist/"
package=$(cd "$root" && echo dist/*.deb)
archive=$(cd "$root" && echo dist/*.tar.xz)
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/ana "$@"; }
as_ana() { chroot --userspec=ana:ana "$root" /usr/bin/env -i PATH= HOME=/home/ana "$@"; }

inside sh -c '! command -v python3' || { echo "there is a Python"; exit 1; }
cp /etc/resolv.conf "$root/etc/"
inside apt-get update -qq
inside useradd --create-home ana

echo "--- the package"
inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "/$package" > /dev/null
inside sh -c '! command -v python3' || { echo "a Python came along"; exit 1; }
as_ana /usr/bin/flipconsole --version
as_ana /usr/bin/flipconsole selftest
as_ana /usr/bin/flipconsole demo --picture /home/ana/package.png
test -s "$root/usr/share/applications/flipconsole.desktop"

echo "--- the archive"
tar -xf "$root/$archive" -C "$root/home/ana"  # the bare system has no xz
as_ana /home/ana/flipconsole/flipconsole selftest
as_ana /home/ana/flipconsole/flipconsole demo --picture /home/ana/archive.png
cp "$root"/home/ana/*.png "$dist"

echo "--- removed"
inside env DEBIAN_FRONTEND=noninteractive apt-get purge -qq -y flipconsole > /dev/null
inside sh -c 'dpkg -L flipconsole 2> /dev/null' && { echo "the package is still known"; exit 1; }
inside sh -c 'find / -xdev -path /home -prune -o -path /proc -prune -o -name "*flipconsole*" -print | grep -v -e ^/dist -e ^/var/lib/apt -e ^/var/log' \
    && { echo "something was left behind"; exit 1; }
test -d "$root/home/ana/.local/share/flipconsole"
echo "All done: nothing is left but what belongs to the person."
