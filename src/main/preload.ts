import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import type {
  AnalysisEvent,
  Bridge,
  Channel,
  Outcome,
  Request,
  Response,
  ShellEvent,
} from '../shared/ipc/contract.ts'

/**
 * What the window can ask for: one named verb each. Neither `ipcRenderer` nor a channel name reaches the
 * page, and the main process checks every call again.
 */
const call = <C extends Channel>(channel: C, request: Request<C>): Promise<Outcome<Response<C>>> =>
  ipcRenderer.invoke(channel, request)

function listen<T>(channel: string, listener: (event: T) => void): () => void {
  const receive = (_event: IpcRendererEvent, message: T) => listener(message)
  ipcRenderer.on(channel, receive)
  return () => {
    ipcRenderer.removeListener(channel, receive)
  }
}

const bridge: Bridge = {
  openCaptures: (request) => call('analysis:open', request),
  openLab: () => call('analysis:lab', {}),
  cancelAnalysis: (request) => call('analysis:cancel', request),
  handshakeDocument: (request) => call('handshake:document', request),
  messageBytes: (request) => call('message:bytes', request),
  exportAnnotated: (request) => call('export:annotated', request),
  reportMarkdown: (request) => call('report:markdown', request),
  startProbe: (request) => call('probe:start', request),
  cancelProbe: () => call('probe:cancel', {}),
  answerPassphrase: (request) => call('probe:answer-passphrase', request),
  confirmProbe: (request) => call('probe:confirm', request),
  saveProbe: (request) => call('probe:save', request),
  probeProfiles: () => call('probe:profiles', {}),
  startMatrix: (request) => call('matrix:start', request),
  cancelMatrix: () => call('matrix:cancel', {}),
  openCell: (request) => call('matrix:open-cell', request),
  compare: (request) => call('compare:run', request),
  comparedBytes: (request) => call('compare:bytes', request),
  inspectCertificates: (request) => call('certificates:inspect', request),
  makeClientCaBundle: (request) => call('certificates:make-bundle', request),
  makeRootFile: (request) => call('certificates:make-root', request),
  readAzureFiles: (request) => call('azure:read', request),
  fillSession: (request) => call('session:fill', request),
  sessionMarkdown: (request) => call('session:markdown', request),
  fileKinds: (request) => call('files:kinds', request),
  runbookFiles: () => call('runbook:files', {}),
  info: () => call('shell:info', {}),
  chooseCaptures: () => call('shell:choose-captures', {}),
  chooseKeyLogs: () => call('shell:choose-key-logs', {}),
  chooseRsaKeys: () => call('shell:choose-rsa-keys', {}),
  chooseCertificates: (request) => call('shell:choose-certificates', request),
  chooseAzureFiles: () => call('shell:choose-azure', {}),
  chooseRunbook: () => call('shell:choose-runbook', {}),
  leaveRunbook: () => call('shell:leave-runbook', {}),
  chooseOutput: (request) => call('shell:choose-output', request),
  saveText: (request) => call('shell:save-text', request),
  copy: (request) => call('shell:copy', request),
  openLink: (request) => call('shell:open-link', request),
  droppedPath: (file) => {
    try {
      return webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0])
    } catch {
      return ''
    }
  },
  onAnalysis: (listener) => listen<AnalysisEvent>('analysis-event', listener),
  onShell: (listener) => listen<ShellEvent>('shell-event', listener),
}

contextBridge.exposeInMainWorld('tlscope', bridge)
