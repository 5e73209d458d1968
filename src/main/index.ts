import { app } from 'electron'
import { Application } from './window/application.ts'
import { readLaunch } from './window/launch-arguments.ts'

// Without Chromium's sandbox (an explicit --no-sandbox) enabling it here would end every child in a loop.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

const launch = readLaunch(process.argv, process.cwd(), process.defaultApp === true)
const application = new Application(import.meta.dirname, launch)

if (app.requestSingleInstanceLock()) {
  application.beforeReady()
  void app.whenReady().then(() => application.ready())
} else {
  // The window that is already open was given the arguments.
  app.quit()
}
