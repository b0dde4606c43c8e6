import { createOuraSimulator } from '@tributary/integration-oura/simulator'

await using simulator = await createOuraSimulator({
  accounts: [{ id: 'ada', name: 'Ada' }],
  clients: [{ id: 'client', secret: 'secret', redirectUris: ['http://127.0.0.1:3000/api/oura/callback'] }],
})
simulator.setStanding('expired') // the membership ends; POST /_control/standing does the same
