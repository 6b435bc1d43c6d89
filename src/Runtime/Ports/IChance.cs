namespace Millrace.Runtime.Ports;

/// <summary>Where secrets and ids come from; the simulation gives a seeded one.</summary>
public interface IChance
{
    /// <summary>Fills with bytes that nobody can guess.</summary>
    void Fill(Span<byte> bytes);
}
