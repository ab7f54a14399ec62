# Signs what is given, with the certificate whose thumbprint is in FLIPCONSOLE_THUMBPRINT; without one it says so and
# signs nothing. Untested, see ..\README.md.
param([Parameter(Mandatory)][string[]]$Paths)
$ErrorActionPreference = 'Stop'
if (-not $env:FLIPCONSOLE_THUMBPRINT) {
    Write-Warning 'FLIPCONSOLE_THUMBPRINT is not set: nothing was signed, and Windows will warn about this build.'
    exit 0
}
foreach ($path in $Paths) {
    & signtool sign /sha1 $env:FLIPCONSOLE_THUMBPRINT /fd SHA256 /tr $env:FLIPCONSOLE_TIMESTAMPS /td SHA256 $path
    if ($LASTEXITCODE -ne 0) { throw "signtool failed on $path" }
    & signtool verify /pa $path
    if ($LASTEXITCODE -ne 0) { throw "the signature of $path does not verify" }
}
