namespace Millrace.Engine.Entities;

/// <summary>What is told of a change in one dataset.</summary>
/// <param name="Dataset">Its id.</param>
/// <param name="Body">UTF-8 JSON, one object.</param>
/// <param name="Extras">
/// What stands before the final brace for who wants to know of changes: begins with a comma, or is empty. With it the message is not longer
/// than allowed.
/// </param>
internal sealed record EntityMessage(string Dataset, byte[] Body, byte[] Extras);
