#!/bin/sh
# One question of the matrix, as people ask it today. Prints what a person would conclude.
#   s-client.sh <port> <certificates> <version> <none|leaf|chain> <sni|no-sni> <alpn>
port=$1 folder=$2 version=$3 certificate=$4 sni=$5 alpn=$6

set -- -connect "127.0.0.1:$port" "-$version" -alpn "$alpn" -cipher DEFAULT@SECLEVEL=0
case $certificate in
  leaf) set -- "$@" -cert "$folder/client.pem" -key "$folder/client.key" ;;
  chain) set -- "$@" -cert "$folder/client.pem" -key "$folder/client.key" -cert_chain "$folder/client-issuer.pem" ;;
esac
case $sni in
  sni) set -- "$@" -servername localhost ;;
  *) set -- "$@" -noservername ;;
esac

# s_client speaks no HTTP/2: there the handshake has to do for an answer.
if [ "$alpn" = h2 ]; then
  OPENSSL_CONF=/dev/null openssl s_client "$@" </dev/null >/dev/null 2>&1 && word=ok || word=broken
elif printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' |
  OPENSSL_CONF=/dev/null openssl s_client -quiet "$@" 2>/dev/null | grep -q '^HTTP/1.1 200'; then
  word=ok
else
  word=broken
fi
echo "$version $certificate $sni $alpn $word"
