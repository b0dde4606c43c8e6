import type { Simulation } from './start-simulation.ts'

/** What a developer needs to use a simulated provider. */
export function describeSimulation({ displayName, simulator, client, environment }: Simulation): string {
  const lines = [
    [displayName, simulator.url],
    ['Controls', `${simulator.url}/_control (a clock, faults, withdrawn access)`],
  ]
  if (client === undefined)
    lines.push(['Key', `${simulator.controls.grant().accessToken} (the password, where one is asked for)`])
  else {
    lines.push(['Client ID', client.id], ['Client secret', client.secret ?? ''])
    lines.push(['Redirect URI', client.redirectUris.join(', ')])
    if (Object.keys(environment).length === 0)
      lines.push([
        'Settings',
        'its fields name no variables: enter the client in the settings of the integration',
      ])
  }
  return lines.map(([title = '', text = '']) => `  ${title.padEnd(14)} ${text}`).join('\n')
}
