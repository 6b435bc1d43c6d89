using System.Text.Json;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>What a message is made from.</summary>
/// <param name="Root">The stored document.</param>
internal readonly record struct DocumentSource(
    string Dataset,
    EventAccount Account,
    string Id,
    EntityForm Form,
    JsonElement Root
);
