using System.Text;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>The first few names of fields that no version knows.</summary>
internal sealed class UnknownNames
{
    private const int Max = 8;
    private readonly List<byte[]> known = [];

    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <param name="name">In valid UTF-8, without escapes.</param>
    public void Add(ReadOnlySpan<byte> name)
    {
        foreach (var old in known)
        {
            if (name.SequenceEqual(old))
            {
                return;
            }
        }

        if (known.Count < Max)
        {
            known.Add(name.ToArray());
            Names.Add(Encoding.UTF8.GetString(name));
        }
    }
}
