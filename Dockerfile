# Tributary in one image: on the embedded database in /data, or on PostgreSQL with DATABASE_URL.
#
#   docker build -t tributary .
#   docker run -p 127.0.0.1:3000:3000 -v tributary-data:/data -e ADMIN_EMAIL=… -e ADMIN_PASSWORD=… tributary

FROM node:24-slim AS build
WORKDIR /app
ENV CI=true TURBO_TELEMETRY_DISABLED=1
COPY . .
# The pnpm that package.json pins; then everything, to build with.
RUN npm install --global --no-audit --no-fund "$(node -p "require('./package.json').packageManager")"
RUN pnpm install --frozen-lockfile && node_modules/.bin/turbo run build
# Once more for running alone: without tools, and without the Node that comes as a package, since the image has its own. Both it and
# PostgreSQL are optional dependencies.
RUN find . -name node_modules -prune -exec rm -rf {} + \
  && pnpm install --frozen-lockfile --offline --prod \
  --filter-prod "@tributary/server..." --filter-prod "./packages/integrations/*..." \
  && rm -rf node_modules/node-* node_modules/.pnpm/node-linux-*

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
# A volume takes over the owner of the folder it covers.
RUN mkdir --mode=0700 /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000 3001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The flags of tooling/bootstrap/commands.mjs, which says what they are for, but that of V8's threads, which depends on the machine. SIGTERM is answered by the server.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--max-old-space-size=1024", "apps/server/dist/main.js"]
CMD ["serve"]
