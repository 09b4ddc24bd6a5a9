/**
 * What compact bundles get in place of the parts of Chevrotain that no parse reaches: its lexer, error recovery, concrete
 * trees, and the analysis of the grammar with its checks. The grammar decides by itself what comes next, see
 * src/parser/grammar.ts, so nothing is to be analysed; tests have Chevrotain check it with all its parts.
 */

export const Lexer = { NA: /NOT_APPLICABLE/ };

export const IN_RULE_RECOVERY_EXCEPTION = "InRuleRecoveryException";
export class Recoverable {
  initRecoverable() {
    this.recoveryEnabled = false;
  }
  attemptInRepetitionRecovery() {}
  getHumanReadableRuleStack() {
    return [];
  }
}

export class TreeBuilder {
  initTreeBuilder() {
    this.outputCst = false;
  }
  cstInvocationStateUpdate() {}
  cstFinallyStateUpdate() {}
  cstPostTerminal() {}
  cstPostNonTerminal() {}
}

export class ContentAssist {
  initContentAssist() {}
}

export class GastRecorder {
  initGastRecorder() {
    this.RECORDING_PHASE = false;
  }
  enableRecording() {}
  disableRecording() {}
  topLevelRuleRecord() {}
}

export class PerformanceTracer {
  initPerformanceTracer() {}
  TRACE_INIT(_phase, work) {
    return work();
  }
}

/** The part of the grammar language that the parser is written in; not the numbered forms and the choices. */
export class RecognizerApi {
  ACTION(work) {
    return work.call(this);
  }
  CONSUME(tokenType, options) {
    return this.consumeInternal(tokenType, 0, options);
  }
  SUBRULE(rule, options) {
    return this.subruleInternal(rule, 0, options);
  }
  RULE(name, body) {
    this.definedRulesNames.push(name);
    this[name] = this.defineRule(name, body, {});
    return this[name];
  }
}

export class LooksAhead {
  initLooksAhead(config) {
    this.maxLookahead = config.maxLookahead;
    this.lookaheadStrategy = {};
  }
  preComputeLookaheadFunctions() {}
  getKeyForAutomaticLookahead() {
    throw new Error("compact bundle: a rule needs lookahead that was not computed");
  }
}

export const resolveGrammar = () => [];
export const validateGrammar = () => [];
export const validateLookahead = () => [];
export const computeAllProdsFollows = () => [];
export const getLookaheadPathsForOr = () => [];
export const getLookaheadPathsForOptionalProd = () => [];
export const defaultParserErrorProvider = {};
export const defaultGrammarValidatorErrorProvider = {};
export const PROD_TYPE = {};
export class NextTerminalAfterAtLeastOneSepWalker {}
export class NextTerminalAfterAtLeastOneWalker {}
export class NextTerminalAfterManySepWalker {}
export class NextTerminalAfterManyWalker {}
