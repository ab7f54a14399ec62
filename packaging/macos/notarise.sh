#!/usr/bin/env bash
# Signs the bundle, packs it, has Apple look at it, and staples the answer to it. Untested, see ../README.md.
#   FLIPCONSOLE_IDENTITY  the "Developer ID Application: ..." of the keychain
#   FLIPCONSOLE_PROFILE   the profile that `xcrun notarytool store-credentials` made
# Without them the bundle is packed unsigned, and macOS will refuse it until its user allows it.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?the version}
app="dist/Flip console.app"
target="dist/flipconsole-$version-macos.zip"
if [ -n "${FLIPCONSOLE_IDENTITY:-}" ]; then
    codesign --force --deep --options runtime --timestamp \
        --entitlements packaging/macos/entitlements.plist --sign "$FLIPCONSOLE_IDENTITY" "$app"
    codesign --verify --strict --deep "$app"
else
    echo "FLIPCONSOLE_IDENTITY is not set: the bundle is not signed." >&2
fi
rm -f "$target"
ditto -c -k --keepParent "$app" "$target"
if [ -n "${FLIPCONSOLE_IDENTITY:-}" ] && [ -n "${FLIPCONSOLE_PROFILE:-}" ]; then
    xcrun notarytool submit "$target" --keychain-profile "$FLIPCONSOLE_PROFILE" --wait
    xcrun stapler staple "$app"
    rm -f "$target"
    ditto -c -k --keepParent "$app" "$target"
fi
