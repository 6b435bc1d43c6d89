using System.Buffers;

namespace Millrace.Engine.Projections;

/// <summary>Arrays that are rented while a block is open.</summary>
internal static class Pooled
{
    /// <summary>Takes a larger array, at least twice the size, with what the first held.</summary>
    public static void Grow<T>(ref T[] array, int used, int sizeMin)
    {
        var grown = ArrayPool<T>.Shared.Rent(Math.Max(array.Length * 2, sizeMin));
        array.AsSpan(0, used).CopyTo(grown);
        ArrayPool<T>.Shared.Return(array);
        array = grown;
    }
}
