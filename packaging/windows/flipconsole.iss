; The installer for Windows: per user, without administrator's rights, and clean to remove. Untested, see ../README.md.
; Compile with Inno Setup 6.3 or later, after `dev.py build`:
;   iscc /DVersion=0.1.0 packaging\windows\flipconsole.iss

#ifndef Version
  #error Say /DVersion=...
#endif
#define Root AddBackslash(SourcePath) + "..\.."

[Setup]
AppId={{6B0E4B5A-5C0F-4C43-9B3C-3A0C7F6F1E57}
AppName=Flip console
AppVersion={#Version}
AppPublisher=The flipconsole maintainers
VersionInfoVersion={#Version}
DefaultDirName={localappdata}\Programs\Flip console
DefaultGroupName=Flip console
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile={#Root}\LICENSE
OutputDir={#Root}\dist
OutputBaseFilename=flipconsole-{#Version}-windows-setup
SetupIconFile={#Root}\build\work\flipconsole.ico
UninstallDisplayIcon={app}\flipconsole-window.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
; An answer that is being saved is not interrupted: the person closes the window, which waits for the disk.
CloseApplications=yes
RestartApplications=no

[InstallDelete]
; What an older version brought and this one does not must not be found by it.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\licences"

[Files]
Source: "{#Root}\dist\flipconsole\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{group}\Flip console"; Filename: "{app}\flipconsole-window.exe"; WorkingDir: "{app}"
Name: "{group}\Flip console demo"; Filename: "{app}\flipconsole-window.exe"; Parameters: "demo"; WorkingDir: "{app}"
Name: "{userdesktop}\Flip console"; Filename: "{app}\flipconsole-window.exe"; WorkingDir: "{app}"; Tasks: desktop

[Tasks]
Name: desktop; Description: "A shortcut on the desktop"; Flags: unchecked

[Run]
Filename: "{app}\flipconsole-window.exe"; Description: "Start Flip console"; Flags: nowait postinstall skipifsilent

; The data directory stays: it may hold answers that are not delivered yet.
