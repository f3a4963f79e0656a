/** Calls in words: `app.get("/users") handler`, `items.map callback`, `Promise executor`. */
import { type Call, type Node, unwrap } from "./nodes.js";
import { lastName } from "./origins.js";
import { shorten } from "./text.js";

/** `a.b.c` where it is that simple, `this` left out; else its last name. */
export const calleeText = (callee: Node): string | undefined => dotted(callee) ?? lastName(callee);

const dotted = (node: Node): string | undefined => {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type !== "MemberExpression") return undefined;
  const name = lastName(inner);
  const object = unwrap(inner.object);
  if (name === undefined) return undefined;
  if (object.type === "ThisExpression" || object.type === "Super") return name;
  const before = dotted(object);
  return before === undefined ? undefined : `${before}.${name}`;
};

/** Its first argument, if that is a string, as it is shown: `"message"`. */
export const stringArgument = (call: Call): string | undefined => {
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  return first?.type === "Literal" && typeof first.value === "string" ? JSON.stringify(shorten(first.value, 60)) : undefined;
};

/** `socket.on("message")`, `setTimeout`. */
export const callText = (call: Call): string => {
  const callee = shorten(calleeText(call.callee) ?? "call", 100);
  const argument = stringArgument(call);
  const text = argument === undefined ? callee : `${callee}(${argument})`;
  return call.type === "NewExpression" ? `new ${text}` : text;
};

const ROUTES = /^(?:get|post|put|patch|delete|head|options|all|use|route)$/;

/** A call that hands a path to a router. */
export const isRoute = (call: Call): boolean =>
  ROUTES.test(lastName(call.callee) ?? "") && (stringArgument(call) ?? "").startsWith('"/');

/** What a function literal among the arguments of the call is; plain when that says enough without the function around it. */
export const callLabel = (call: Call): { readonly text: string; readonly plain: boolean } => {
  if (call.type === "NewExpression" && lastName(call.callee) === "Promise") return { text: "Promise executor", plain: false };
  const role = isRoute(call) ? "handler" : "callback";
  return { text: `${callText(call)} ${role}`, plain: stringArgument(call) !== undefined };
};
