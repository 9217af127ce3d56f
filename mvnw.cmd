@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties pins, and fetches it first if need be. Needs a JDK and
rem PowerShell. Keeps Maven in %MAVEN_USER_HOME%, or else in .m2 in the user's folder.
setlocal
set "MVNW_MAVEN="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0.mvn\wrapper\maven.ps1"`) do set "MVNW_MAVEN=%%m"
if not defined MVNW_MAVEN exit /b 1
rem Without "call", which would expand the arguments a second time: the exit code of this file is Maven's.
"%MVNW_MAVEN%" %*
