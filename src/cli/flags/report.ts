import { Option } from 'commander'
import { reportFormats } from '../../report/report-formats.js'
import { appendText, inGroup, jsonOption } from './options.js'

/** Creates the flags of a command that prints a report. @param verbose the help of --verbose, if there is such a flag */
export const createReportOptions = (verbose?: string) =>
  inGroup('Output', [
    new Option('--format <format>', 'format of the report (default: text)').choices(reportFormats),
    jsonOption('print the report as JSON'),
    new Option('--report <format=file>', 'also write the report to a file; repeatable').argParser(appendText),
    ...(verbose === undefined ? [] : [new Option('--verbose', verbose)]),
  ])
