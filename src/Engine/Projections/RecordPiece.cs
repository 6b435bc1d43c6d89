using System.Text;

namespace Millrace.Engine.Projections;

/// <summary>A part of a prepared text.</summary>
/// <param name="Number">Which text of the account, or which value of an entry.</param>
internal sealed record RecordPiece(PieceKind Kind, int Number = 0)
{
    /// <summary>The JSON that a piece has of its own, with room behind it for a <see cref="WideCopy"/>.</summary>
    public byte[] Json { get; private init; } = [];

    /// <summary>How many bytes of it count.</summary>
    public int Length { get; private init; }

    public static RecordPiece Of(string json, PieceKind kind = PieceKind.Json, int number = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return new(kind, number) { Json = [.. bytes, .. new byte[WideCopy.Step]], Length = bytes.Length };
    }
}
