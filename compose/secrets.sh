# Makes up the passwords of broker and database, in the folder that is named: for each who needs one, a folder with what
# it reads and nobody else may. What is there stays, and what is missing follows from it, however often it is called.
set -euo pipefail
umask 077
cd "$1"

# Printed as it is, and of characters that mean nothing in any of the files.
password() {
  od --address-radix=n --format=x1 --read-bytes=24 /dev/urandom | tr -d ' \n'
}

# Whole or not at all.
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
# A new volume belongs to root alone. The application makes its keys itself.
chmod 755 broker database roles
chown 10001:10001 signing public demo
chmod 700 signing
chmod 755 public demo
