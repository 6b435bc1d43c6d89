namespace Millrace.Sandbox.StandIns;

/// <summary>What a caller is answered with instead of what it asked for; each stand-in has its own words and forms for it.</summary>
internal abstract class CallError(string message) : Exception(message);
