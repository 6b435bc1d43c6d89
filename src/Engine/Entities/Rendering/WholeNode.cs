using System.Runtime.InteropServices;
using System.Text.Json;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>A value of the document that passes as it stands, with what the declaration does not name.</summary>
internal sealed class WholeNode(string name) : DocumentNode
{
    public override bool Has(in DocumentSource source, JsonElement at) =>
        Find(at, [name]).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public override void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(Find(at, [name])), skipInputValidation: true);
}
