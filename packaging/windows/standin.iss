; Installer of the folder that PyInstaller makes on Windows (packaging/app.spec), by Inno Setup 6:
;   iscc /DVersion=0.2.0 packaging\windows\standin.iss
; Not tested: nobody has run this on Windows yet. It brings no camera: OBS or UnityCapture gives one (see the doctor).
[Setup]
AppId={{6E0B8C0B-3C9E-4E0A-9B2B-3B1D5A1E7C51}
AppName=Standin
AppVersion={#Version}
DefaultDirName={autopf}\Standin
DefaultGroupName=Standin
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename=standin-{#Version}-setup
Compression=lzma2
SolidCompression=yes
CloseApplications=yes
UninstallDisplayIcon={app}\standin.exe

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ru"; MessagesFile: "compiler:Languages\Russian.isl"

[Files]
Source: "..\..\build\standin\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Standin"; Filename: "{app}\standin.exe"; Parameters: "gui"

[Run]
Filename: "{app}\standin.exe"; Parameters: "gui"; Description: "{cm:LaunchProgram,Standin}"; Flags: postinstall nowait skipifsilent

[UninstallRun]
Filename: "{app}\standin.exe"; Parameters: "ctl stop"; Flags: runhidden; RunOnceId: "stop"
