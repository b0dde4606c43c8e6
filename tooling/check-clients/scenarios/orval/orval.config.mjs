export default {
  tributary: {
    input: '../openapi.json',
    output: { target: 'generated/client.ts', client: 'fetch', baseUrl: process.env.BASE_URL },
  },
}
