/** What other packages may use of the command line. */
export { printShortReport } from "./views/short-report.js";
export { LogText } from "./views/log-line.js";
