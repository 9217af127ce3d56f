# Generates the passwords of broker and database below the given folder: one folder for each service, readable by that
# service alone. Idempotent: an existing password stays, and the other files are derived from it.
set -euo pipefail
umask 077
cd "$1"

# Hexadecimal, so that no character has to be escaped in any of the files.
password() {
  od --address-radix=n --format=x1 --read-bytes=24 /dev/urandom | tr -d ' \n'
}

# Atomically.
keep() { # owner, file
  cat > "$2.new"
  chown "$1" "$2.new"
  chmod 400 "$2.new"
  mv "$2.new" "$2"
}

if [ ! -e database/password ]; then
  password | keep 999:999 database/password
fi
if [ ! -e broker/rabbitmq.conf ]; then
  printf 'default_user = touchline\ndefault_pass = %s\n' "$(password)" | keep 999:999 broker/rabbitmq.conf
fi
keep 10001:10001 roles/application.properties <<END
rabbitmq-username=touchline
rabbitmq-password=$(sed -n 's/^default_pass = //p' broker/rabbitmq.conf)
quarkus.datasource.username=touchline
quarkus.datasource.password=$(cat database/password)
END
# A new volume belongs to root. The application generates its keys itself.
chmod 755 broker database roles
chown 10001:10001 signing public demo
chmod 700 signing
chmod 755 public demo
