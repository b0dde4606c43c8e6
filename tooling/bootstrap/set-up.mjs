import { buildSteps } from './ensure-built.mjs'
import { installationSteps } from './ensure-installed.mjs'
import { SetUpLog } from './set-up-log.mjs'
import { step } from './step.mjs'

/**
 * Installs and builds what is missing, with the number of each step. When all is in place it shows nothing.
 *
 * @param command of `commands.mjs`
 * @param rest what followed `--` on the command line
 * @throws StepFailure when a step fails
 */
export async function setUp(root, command, rest) {
  const steps = [...installationSteps(root), ...(command.needsBuild(rest) ? buildSteps(root) : [])]
  if (steps.length === 0) return
  // Its own work is the last step, if the command says what that is.
  const count = steps.length + (command.title === undefined ? 0 : 1)
  const log = new SetUpLog(root)
  for (const [index, { title, work }] of steps.entries())
    await step(`${index + 1} of ${count}: ${title}`, (show) => work({ show, log }))
  if (command.title !== undefined) process.stderr.write(`  ${count} of ${count}: ${command.title}\n`)
}
