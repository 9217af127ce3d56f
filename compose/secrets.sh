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

# The settings of one role: its own broker user, and what the second argument adds.
settings() { # user, more
  keep 10001:10001 "roles/$1/application.properties" <<END
rabbitmq-username=$1
rabbitmq-password=$(cat "broker/passwords/$1")
${2:-}
END
}

if [ ! -e database/password ]; then
  password | keep 999:999 database/password
fi

mkdir -p broker/passwords broker/definitions
users='{"users": ['
# The first one is for people: the management pages.
for user in touchline topology ingest statistics live notification; do
  if [ ! -e "broker/passwords/$user" ]; then
    password | keep 999:999 "broker/passwords/$user"
  fi
  [ "$user" = touchline ] && tags=administrator || tags=
  users+="${separator:-}
  {\"name\": \"$user\", \"password\": \"$(cat "broker/passwords/$user")\", \"tags\": \"$tags\"}"
  separator=,
done
keep 999:999 broker/definitions/10-users.json <<< "$users
]}"
# Imported after the users that it names.
keep 999:999 broker/definitions/20-definitions.json < /definitions.json

database="quarkus.datasource.username=touchline
quarkus.datasource.password=$(cat database/password)"
settings topology
settings ingest
settings statistics "$database"
settings live "$database"
settings notification "$database"

# New volumes belong to root.
chmod 755 broker broker/passwords broker/definitions database roles/*
chown 10001:10001 signing public webhooks demo
chmod 700 signing webhooks
chmod 755 public demo
