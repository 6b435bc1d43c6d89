using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>What should have been told of one entity in one dataset.</summary>
/// <param name="Told">Of how many of its versions the dataset tells.</param>
/// <param name="Version">The newest of these.</param>
/// <param name="Document">Its newest form, as the platform writes it: without account, kind, id, actor and time of change.</param>
public sealed record BookEntity(
    VirtualAccount Account,
    string Kind,
    string Id,
    int Told,
    int Version,
    IReadOnlyDictionary<string, JsonElement> Document
);
