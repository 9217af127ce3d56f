# Prints the path of the pinned Maven's mvn.cmd, after fetching and unpacking Maven if need be. For mvnw.cmd.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Say($text) { [Console]::Error.WriteLine("mvnw: $text") }

try {
  $file = Join-Path $PSScriptRoot 'maven-wrapper.properties'
  $pinned = @{}
  foreach ($line in Get-Content $file) {
    if ($line -match '^\s*(\w+)\s*=\s*(\S+)') { $pinned[$Matches[1]] = $Matches[2] -replace '\\', '' }
  }
  foreach ($key in 'mavenVersion', 'distributionUrl', 'distributionSha512Sum') {
    if (-not $pinned[$key]) { throw "no $key in $file" }
  }
  $name = "apache-maven-$($pinned.mavenVersion)"
  if (-not $pinned.distributionUrl.EndsWith("/$name-bin.zip")) {
    throw "mavenVersion and distributionUrl do not agree in $file"
  }
  $root = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $env:USERPROFILE '.m2' }
  $folder = Join-Path $root (Join-Path 'wrapper' (Join-Path 'dists' $name))
  # The folder's name has the checksum that was verified: a folder that is there is complete and can be trusted.
  $maven = Join-Path $folder "$name-$($pinned.distributionSha512Sum.Substring(0, 16))"
  $command = Join-Path $maven (Join-Path 'bin' 'mvn.cmd')

  if (-not (Test-Path $command)) {
    $work = Join-Path $folder (".tmp." + [Guid]::NewGuid().ToString('N'))
    New-Item -ItemType Directory -Force $work | Out-Null
    try {
      $zip = Join-Path $work "$name-bin.zip"
      Say "fetching $($pinned.distributionUrl)"
      [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
      Invoke-WebRequest -UseBasicParsing -Uri $pinned.distributionUrl -OutFile $zip
      $sum = (Get-FileHash -Algorithm SHA512 $zip).Hash
      if ($sum -ne $pinned.distributionSha512Sum) {
        throw "SHA-512 mismatch, nothing unpacked: the zip has $sum"
      }
      Expand-Archive $zip $work
      # Another mvnw may have been faster: its folder has the same content.
      if (-not (Test-Path $maven)) { Move-Item (Join-Path $work $name) $maven }
    } finally {
      Remove-Item -Recurse -Force $work
    }
  }
  Write-Output $command
} catch {
  Say $_.Exception.Message
  exit 1
}
