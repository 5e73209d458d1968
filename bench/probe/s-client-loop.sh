#!/bin/sh
# Every question of the matrix by openssl s_client.
#   s-client-loop.sh <port> <certificates> <at a time>
# ASK narrows it: "versions" asks each version once.
here=$(dirname "$0")
for version in tls1 tls1_1 tls1_2 tls1_3; do
  if [ "$ASK" = versions ]; then
    echo "$version none sni http/1.1"
    continue
  fi
  for certificate in none leaf chain; do
    for sni in sni no-sni; do
      for alpn in h2 http/1.1; do echo "$version $certificate $sni $alpn"; done
    done
  done
done | xargs -P "$3" -L 1 sh "$here/s-client.sh" "$1" "$2"
