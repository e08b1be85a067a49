# Build with:  docker build -t telnyx-verify-emulator .
# Run with:    docker run --rm -p 127.0.0.1:8374:8374 telnyx-verify-emulator
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-alpine
# The command is bundled with all it needs; nothing is installed here.
COPY --from=build /build/dist /app
# A folder that the user without rights may write to, for --data /data.
RUN mkdir /data && chown node:node /data
USER node
ENV TVE_HOST=0.0.0.0 \
    TVE_PORT=8374
EXPOSE 8374
HEALTHCHECK --interval=5s --timeout=3s --start-period=1s \
  CMD ["node", "/app/cli.cjs", "health"]
# No shell in between: node gets SIGTERM itself and ends in order.
ENTRYPOINT ["node", "/app/cli.cjs"]
