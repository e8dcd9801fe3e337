# Debian's Kamailio; its configuration is a folder that compose.yaml mounts.
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends kamailio kamailio-extra-modules kamailio-postgres-modules \
    kamailio-tls-modules kamailio-websocket-modules kamailio-xml-modules \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o root -g root -m 755 /run/kamailio
# Its socket is there, and that of the keeper of its lists, who is root without a right over others' files.
CMD ["kamailio", "-DD", "-E", "-m", "256", "-f", "/etc/kamailio/kamailio.cfg"]
