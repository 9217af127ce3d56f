# Generates the passwords of broker and database: one folder per service below the given one, readable by that service only.
# Idempotent: existing passwords are kept, and the other files are derived from them.
set -euo pipefail
umask 077
cd "$1"

# Hexadecimal needs no escaping in any of the files.
password() {
  od --address-radix=n --format=x1 --read-bytes=24 /dev/urandom | tr -d ' \n'
}

# Replaces the file atomically.
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
# New volumes belong to root.
chmod 755 broker database roles
chown 10001:10001 signing public webhooks demo
chmod 700 signing webhooks
chmod 755 public demo
