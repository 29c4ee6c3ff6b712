# The image of Quire: one server that keeps everything in /data, as a user who can write nowhere else.
#
#     docker build -t quire .
#     docker run -p 127.0.0.1:3000:3000 -v quire:/data quire

# The page, built with the versions of the lock file. None of these packages has to be compiled.
FROM node:24.21.0-bookworm-slim AS page
WORKDIR /quire
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY protocol protocol
COPY client client
RUN node node_modules/vite/bin/vite.js build client --logLevel warn

# What the server imports. Without scripts, the package "node" does not bring the Node that the image already has.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /quire
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
WORKDIR /quire
COPY --from=packages /quire/node_modules node_modules
COPY --from=page /quire/client/dist client/dist
COPY package.json LICENSE ./
COPY scripts/warm-up.mjs scripts/
COPY protocol protocol
COPY server server

# 0.0.0.0 is every address of the container; the published port decides who reaches the server.
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data

# The server runs once, as its own user: Node keeps the JavaScript that it makes of TypeScript by user. Later starts
# read that, which saves 40 MB of memory; they need not write it.
RUN install -d -m 700 -o node -g node /data node_modules/.cache \
  && setpriv --reuid node --regid node --clear-groups node scripts/warm-up.mjs \
  && chown -R root:root node_modules/.cache \
  && chmod -R a+rX node_modules/.cache

# The number of the user "node": Kubernetes takes no name for proof that a user is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000

# Whether the process lives. /readyz also asks the database; a server whose database is away must not be killed, since
# it keeps what people wrote meanwhile. With TLS_CERT the server speaks HTTPS, and its certificate is for another name.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "--eval", \
  "const { PORT: port, TLS_CERT } = process.env; \
  require(TLS_CERT ? 'https' : 'http') \
    .get({ host: '127.0.0.1', port, path: '/healthz', rejectUnauthorized: false }) \
    .on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)) \
    .on('error', () => process.exit(1))"]

# No npm in between: node itself gets SIGTERM, and stores everything before it exits.
CMD ["node", "server/start.js"]
