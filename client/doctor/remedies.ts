// The lines that mend what the doctor found, for each proxy. Pure data. Those for nginx, Caddy and HAProxy are proven
// by tests with the real ones. Those for Apache were tried together by hand, with 2.4.71; those for Traefik are from
// its documentation.

import type { Verdict, VerdictType } from './verdicts.ts';

/** The proxies that the doctor knows; `quire` is the server's own environment. */
export const proxies = ['nginx', 'caddy', 'apache', 'haproxy', 'traefik'] as const;
export type Proxy = (typeof proxies)[number];

export const proxyNames: Record<Proxy, string> = {
  nginx: 'nginx',
  caddy: 'Caddy',
  apache: 'Apache',
  haproxy: 'HAProxy',
  traefik: 'Traefik',
};

/** Lines for configurations. */
export type Remedy = Partial<Record<Proxy | 'quire', readonly string[]>>;

const upgrade: Remedy = {
  nginx: [
    'proxy_http_version 1.1;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_upgrade;',
    "map $http_upgrade $connection_upgrade { default upgrade; '' ''; }  # beside server { }",
  ],
  caddy: ['reverse_proxy 127.0.0.1:3000  # without header_up lines for Upgrade and Connection'],
  apache: ['ProxyPass / http://127.0.0.1:3000/ upgrade=websocket'],
  haproxy: ['mode http  # without http-request del-header or deny lines for Upgrade and Connection'],
  traefik: ['# passes WebSockets on: remove middlewares that change the headers Upgrade and Connection'],
};

const subprotocol: Remedy = {
  nginx: ['proxy_set_header Sec-WebSocket-Protocol $http_sec_websocket_protocol;'],
  caddy: ['reverse_proxy 127.0.0.1:3000  # without header_up or header_down lines for Sec-WebSocket-Protocol'],
  apache: [
    'ProxyPass / http://127.0.0.1:3000/ upgrade=websocket  # without RequestHeader lines for Sec-WebSocket-Protocol',
  ],
  haproxy: ['mode http  # without del-header lines for Sec-WebSocket-Protocol'],
  traefik: ['# remove middlewares that change the header Sec-WebSocket-Protocol'],
};

const patience: Remedy = {
  nginx: ['proxy_read_timeout 120s;', 'proxy_send_timeout 120s;'],
  caddy: ['transport http { read_timeout 120s }  # in reverse_proxy; or no such line', 'stream_timeout 0'],
  apache: ['ProxyTimeout 120'],
  haproxy: ['timeout tunnel 120s', 'timeout client 120s', 'timeout server 120s'],
  traefik: [
    '--entryPoints.websecure.transport.respondingTimeouts.readTimeout=0s',
    '--entryPoints.websecure.transport.respondingTimeouts.idleTimeout=180s',
  ],
};

const streams: Remedy = {
  nginx: ['proxy_buffering off;', 'gzip off;'],
  caddy: ['flush_interval -1  # in reverse_proxy, without buffer_responses or response_buffers'],
  apache: ['ProxyPass / http://127.0.0.1:3000/ upgrade=websocket flushpackets=on', 'SetEnv no-gzip 1'],
  haproxy: ['option http-no-delay  # without http-response wait-for-body and compression lines'],
  traefik: [
    'traefik.http.services.quire.loadbalancer.responseforwarding.flushinterval=-1ms',
    '# and remove the middlewares buffering and compress',
  ],
};

const bodies: Remedy = {
  nginx: ['client_max_body_size 64m;'],
  caddy: ['request_body { max_size 64MB }  # or no such line'],
  apache: ['LimitRequestBody 67108864'],
  haproxy: ['no option http-buffer-request  # and no http-request deny lines for content-length'],
  traefik: ['traefik.http.middlewares.quire.buffering.maxRequestBodyBytes=67108864  # or no such middleware'],
};

const host: Remedy = {
  nginx: ['proxy_set_header Host $http_host;'],
  caddy: ['reverse_proxy 127.0.0.1:3000  # without header_up Host'],
  apache: ['ProxyPreserveHost On'],
  haproxy: ['mode http  # without http-request set-header Host'],
  traefik: ['traefik.http.services.quire.loadbalancer.passhostheader=true'],
};

const addresses: Remedy = {
  nginx: ['proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'],
  caddy: ['trusted_proxies private_ranges  # in reverse_proxy, where another proxy stands before Caddy'],
  apache: ['ProxyAddHeaders On'],
  haproxy: ['option forwardfor'],
  traefik: ['--entryPoints.websecure.forwardedHeaders.trustedIPs=10.0.0.0/8  # where another proxy stands before it'],
};

const affinity: Remedy = {
  nginx: ['hash $uri consistent;  # in upstream { }'],
  caddy: ['request_header X-Document {http.request.uri.path}', 'lb_policy header X-Document  # in reverse_proxy'],
  apache: ['ProxyPass /collab/ http://10.0.0.11:3000/collab/ upgrade=websocket  # one server for all documents'],
  haproxy: ['balance hash path,url_dec', 'hash-type consistent'],
  traefik: ['traefik.http.services.quire.loadbalancer.sticky.cookie=true'],
};

const certificate: Remedy = {
  nginx: [
    'ssl_certificate /etc/ssl/docs.example.org/fullchain.pem;',
    'ssl_certificate_key /etc/ssl/docs.example.org/key.pem;',
  ],
  caddy: ['docs.example.org {  # a name for which Caddy gets a certificate by itself'],
  apache: [
    'SSLCertificateFile /etc/ssl/docs.example.org/fullchain.pem',
    'SSLCertificateKeyFile /etc/ssl/docs.example.org/key.pem',
  ],
  haproxy: ['bind :443 ssl crt /etc/ssl/docs.example.org/all.pem alpn h2,http/1.1'],
  traefik: ['traefik.http.routers.quire.tls.certresolver=letsencrypt'],
};

const clock: Remedy = { quire: ['timedatectl set-ntp true'] };

const byVerdict: Partial<Record<VerdictType, Remedy>> = {
  certificateEnds: certificate,
  certificateRefused: certificate,
  noTls: certificate,
  hostReplaced: host,
  addressMissing: addresses,
  clockDiffers: clock,
  severalServers: affinity,
  socketFails: upgrade,
  subprotocolLost: subprotocol,
  frameLost: patience,
  idleCut: patience,
  streamHeldBack: streams,
  streamFails: streams,
  bodyRefused: bodies,
  bodyLost: bodies,
};

/** The lines that mend what the verdict says; none where all is well, or where no line helps. */
export function remedyFor(verdict: Verdict): Remedy {
  switch (verdict.type) {
    case 'addressMissing':
      return { quire: ['TRUST_PROXY=1'], ...addresses };
    case 'trustTooLow':
      return { quire: [`TRUST_PROXY=${verdict.added}`] };
    case 'trustTooHigh':
      return { quire: [`TRUST_PROXY=${verdict.added}`], ...addresses };
    default:
      return byVerdict[verdict.type] ?? {};
  }
}

/** The proxy that a header `Server` names; null for none of those that the doctor knows. */
export function proxyFrom(server: string | null): Proxy | null {
  return proxies.find((proxy) => server?.toLowerCase().includes(proxy)) ?? null;
}
