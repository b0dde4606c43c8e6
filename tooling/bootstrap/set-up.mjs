import { buildSteps } from './ensure-built.mjs'
import { installationSteps } from './ensure-installed.mjs'
import { SetUpLog } from './set-up-log.mjs'
import { step } from './step.mjs'

/**
 * Installs and builds what is missing, with the number of each step. Shows nothing if nothing is missing.
 *
 * @param command of `commands.mjs`
 * @param rest what followed `--` on the command line
 * @throws StepFailure when a step fails
 */
export async function setUp(root, command, rest) {
  const steps = [...installationSteps(root), ...(command.needsBuild(rest) ? buildSteps(root) : [])]
  if (steps.length === 0) return
  // The command's own work is the last step, if it has a title.
  const count = steps.length + (command.title === undefined ? 0 : 1)
  const log = new SetUpLog(root)
  for (const [index, { title, work }] of steps.entries())
    await step(`${index + 1} of ${count}: ${title}`, (show) => work({ show, log }))
  if (command.title !== undefined) process.stderr.write(`  ${count} of ${count}: ${command.title}\n`)
}
